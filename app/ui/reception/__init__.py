"""受入: what a person reads off labels and papers beside what the program finds on the medium."""
