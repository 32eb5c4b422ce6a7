"""別送引抜: the agency's lists of a month, read, matched and carried out."""
