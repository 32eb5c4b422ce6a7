"""別送・引き抜き of the open month: the agency's lists, read, matched and carried out on the address sheets."""
