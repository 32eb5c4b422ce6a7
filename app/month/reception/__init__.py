"""受入: what was typed from labels and papers against what was opened, and what the gate closes on."""
