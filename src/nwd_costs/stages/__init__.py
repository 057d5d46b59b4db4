"""The stages of a method, one module each: every rule of the menu is a class of its own."""
