# The mail with the sign-in code. It says nothing of health.

mail-code-subject = Su código para iniciar sesión
mail-code-hello = Hola:
mail-code-code = Su código para entrar en { $clinic } es { $code }.
mail-code-life = Sirve una sola vez, durante { $minutes } minutos.
mail-code-not-you = ¿No lo pidió usted? Entonces puede borrar este correo. Nadie puede entrar sin el código.
