# About the plain words beside the clinic's own.

gloss-source = En palabras sencillas. Texto de este portal, no de su clínica.
gloss-named = { $name }:
