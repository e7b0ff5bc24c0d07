"""Keys, tokens and passwords in text, found by what they look like and what stands before them."""
