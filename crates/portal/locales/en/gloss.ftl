# About the plain words beside the clinic's own.

gloss-source = In plain words. Written for this portal, not by your clinic.
gloss-named = { $name }:
