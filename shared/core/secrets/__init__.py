"""Keys, tokens and passwords, found in text by what they look like and by what stands around them."""
