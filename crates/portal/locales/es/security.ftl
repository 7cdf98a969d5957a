# Sign-in and security: where a person is signed in, and the mail that tells of something unusual.

menu-security = Acceso y seguridad
security-title = Acceso y seguridad
security-lead = Vea dónde tiene la sesión abierta y ciérrela en los lugares que no usa.
places-title = Dónde tiene la sesión abierta
places-count = { $count ->
    [one] 1 lugar
   *[other] { $count } lugares
}
places-lead = Una sesión se cierra sola cuando nadie la usa por un rato.
places-this = Este dispositivo
places-began = Abierta: { $at }, con { $how }
places-used = Último uso: { $at }
places-used-now = En uso ahora
places-end = Cerrar sesión
places-others = Cerrar sesión en todos los demás lugares
places-others-more = Aquí su sesión sigue abierta. En los demás lugares habrá que entrar de nuevo.
places-ended = La sesión de ese lugar está cerrada.
places-others-ended = Su sesión está cerrada en todos los demás lugares.
places-mail = Le avisamos de dispositivos nuevos.
places-mail-more = Si alguien entra como usted en un dispositivo nuevo, le llega un correo. Si no fue usted, cierre aquí la sesión en todos los demás lugares y llame a su clínica al { $phone }.
method-email = un código enviado por correo
device-both = { $browser } en { $system }
device-unknown = Un dispositivo que no reconocemos
did-session-ended = cerró la sesión de uno de sus dispositivos
did-others-ended = cerró la sesión en todos los demás lugares

step-up-title = ¿Es usted de verdad?
step-up-lead = Antes de este cambio, demuestre que sigue siendo usted. Así protegemos su cuenta si una pantalla quedó abierta.
step-up-email = Enviamos un código al correo con el que inicia sesión.
step-up-go = Continuar
step-up-done = Gracias. Ahora puede seguir.
error-prove-first = Primero demuestre que es usted y luego intente de nuevo.
did-prove = demostró de nuevo quién es
did-prove-failed = intentó demostrar quién es con un código equivocado
step-up-not-now = No hacerlo ahora
step-up-sent = Enviamos un código nuevo al correo con el que inicia sesión.

mail-device-subject = Nuevo acceso en { $clinic }
mail-device-what = Alguien entró en su cuenta de { $clinic } con un dispositivo nuevo: { $device }, { $at }.
mail-device-you = ¿Fue usted? Entonces no tiene que hacer nada.
mail-device-not-you = ¿No fue usted? Abra el portal como siempre, vaya a “Acceso y seguridad” y elija “Cerrar sesión en todos los demás lugares”. Luego llame a { $clinic } al { $phone }.
mail-tries-subject = Códigos equivocados en { $clinic }
mail-tries-what = Alguien escribió varios códigos equivocados para su cuenta de { $clinic }, { $at }.
mail-tries-safe = Nadie entró de esa forma. Ese código ya no sirve. Puede pedir uno nuevo.
mail-tries-do = ¿No fue usted? Nunca diga un código a nadie. Si le preocupa, llame a { $clinic } al { $phone }.
