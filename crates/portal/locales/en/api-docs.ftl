# The page about the API. What its routes say of themselves is in English.

docs-title = API documentation
docs-lead = For people who write programs. Everything this portal shows or does can be read or done here.
docs-openapi = The same for programs: OpenAPI document
docs-contents = Contents
docs-sign-in = How to sign in
docs-conventions = Conventions
docs-errors = Errors
docs-code = Code
docs-status = Status
docs-meaning = Meaning
docs-also = Also at
docs-parameters = Parameters
docs-body = What it takes
docs-answer = What it answers
docs-nothing = No body.
docs-example = Example
docs-may-fail = How it may fail
docs-open = No session needed.
docs-needs-session = Needs a session.
docs-shapes = Shapes
docs-required = always there
docs-to-top = Back to the contents
