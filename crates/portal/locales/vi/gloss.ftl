# About the plain words beside the clinic's own.

gloss-source = Lời giải thích dễ hiểu do trang này viết, không phải của phòng khám.
gloss-named = { $name }:
