# The mail with the sign-in code. It says nothing of health.

mail-code-subject = Your sign-in code
mail-code-hello = Hello,
mail-code-code = Your sign-in code for { $clinic } is { $code }.
mail-code-life = It works once, for { $minutes } minutes.
mail-code-not-you =
    Did you not ask for this? Then you can delete this e-mail. Nobody can sign in without the code.
