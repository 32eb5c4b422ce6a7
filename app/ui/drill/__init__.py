"""欠陥を見つける練習: sheets with seeded defects, one after the other, and what was found of them."""
