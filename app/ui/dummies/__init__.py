"""ダミー: the agency's dummies beside their print, and the contractor's own by roll."""
