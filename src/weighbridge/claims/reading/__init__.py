"""Reading a sentence: a plain grammar over the words of the site, no guessing."""
