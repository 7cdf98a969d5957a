# Signing in, and what is said when a session has ended.

door-promise = Sus medicinas, sus alergias y su historial médico, en un solo lugar.
door-help = ¿Necesita ayuda? Llame al
signin-title = Iniciar sesión
sign-in-again = Iniciar sesión de nuevo
sign-in-lead = No hay contraseña que recordar. Le enviamos un código por correo electrónico.
email = Correo electrónico
email-hint = El que su clínica tiene de usted
send-code = Enviar mi código
no-email = ¿Su clínica aún no tiene su correo? Llame al
error-email = Escriba un correo electrónico como nombre@example.com
other-email = Usar otro correo
code-title = Revise su correo
code-sent-before = Si
code-sent-after = está registrado con nosotros, un código de { $digits } dígitos va en camino.
code-sent-minutes = { $minutes ->
    [one] Sirve durante 1 minuto.
   *[other] Sirve durante { $minutes } minutos.
}
code-label = Código de { $digits } dígitos
error-code = Ese código no sirve. Revíselo o pida uno nuevo.
code-wait =
    ¿No ha llegado nada? Mire en la carpeta de correo no deseado, o espere un minuto y pídalo de nuevo.
code-again = Enviar un código nuevo
code-new = Un código nuevo va en camino.
code-new-more = Use el correo más reciente. Los códigos anteriores ya no sirven.
too-many = Demasiados intentos.
too-many-more = { $count ->
    [one] Espere 1 minuto y luego intente de nuevo.
   *[other] Espere { $count } minutos y luego intente de nuevo.
}
whom-title = ¿Qué historial quiere abrir?
whom-lead = Su correo está vinculado a más de una persona. Puede cambiar después.
whom-open = Abrir historial
error-whom = Elija una persona
whom-born = Año de nacimiento: { $year }
ended-idle = Cerramos su sesión.
ended-idle-more = Pasó un rato sin actividad, así que cerramos su historial para protegerlo.
ended-expired = Se acabó su tiempo.
ended-expired-more = Por su seguridad, debe iniciar sesión otra vez después de unas horas.
ended-out = Ha cerrado la sesión.
ended-out-more = Su historial está cerrado en este dispositivo.
ended-shared = ¿Es una computadora compartida? Cierre también la ventana del navegador.
ended-title = Su sesión está cerrada
whom-no-name = Nombre sin anotar
