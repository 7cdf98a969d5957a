# Sign-in and security: where a person is signed in, and the mail that tells of something unusual.

menu-security = Acceso y seguridad
security-title = Acceso y seguridad
security-lead = Vea cómo entra y dónde tiene la sesión abierta, y ciérrela en los lugares que no usa.
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

method-app = su aplicación
method-recovery = un código de recuperación
ways-title = Cómo inicia sesión
ways-email = Código por correo
ways-email-more = Un código que enviamos a su correo. Es fácil, pero puede usarlo cualquiera que abra su correo.
ways-app = Aplicación de códigos
ways-on = Activada
ways-app-more = Una aplicación en su teléfono muestra un código nuevo cada 30 segundos. Se lo pedimos después del código por correo. Es mucho más seguro.
ways-app-since = Activada desde el { $date }.
ways-codes-left = { $count ->
    [0] No quedan códigos de recuperación.
    [one] Queda 1 código de recuperación.
   *[other] Quedan { $count } códigos de recuperación.
}
ways-set-up = Configurar
ways-remove = Quitar
ways-new-codes = Nuevos códigos de recuperación
ways-know = Cuando cambia algo aquí, cerramos su sesión en todos los demás lugares y le enviamos un correo.
app-title = Configurar una aplicación de códigos
app-lead = Necesita una aplicación que muestre códigos para iniciar sesión. Muchas son gratis y quizá su teléfono ya tenga una.
app-scan = 1. Escanee este cuadro
app-scan-more = Abra la aplicación, elija agregar una cuenta y apunte la cámara aquí.
app-qr = Cuadro para escanear con su aplicación de códigos
app-key = ¿No puede escanearlo?
app-key-more = Escriba esta clave en la aplicación. Es secreta: no la muestre a nadie.
app-type = 2. Escriba el código que muestra la aplicación
app-code = Código de 6 dígitos
app-code-hint = Cambia cada 30 segundos.
app-turn-on = Activar
app-removed = Se quitó la aplicación. Ahora entra solo con un código por correo.
error-app-code = Ese código no coincide. Espere el siguiente en la aplicación y escríbalo aquí.
error-app-there = Ya hay una aplicación. Quítela primero.
codes-title = Sus códigos de recuperación
codes-lead = Si pierde su teléfono, uno de estos códigos le deja entrar. Anótelos o imprímalos ahora.
codes-yours = Diez códigos
codes-once = Los mostramos solo esta vez. Cada uno sirve una vez. Guárdelos lejos de su teléfono.
codes-kept = Ya los guardé
codes-print = Imprimir
second-title = Un paso más
second-lead = Su cuenta pide un segundo código.
second-label = Código de su aplicación
second-hint = Seis dígitos. ¿No tiene el teléfono? Escriba uno de sus códigos de recuperación.
second-lost = ¿Sin aplicación y sin código de recuperación? Llame al
error-second = Ese código no sirve. Espere el siguiente o use un código de recuperación.
did-change-sign-in = cambió la forma de iniciar sesión

method-passkey = una llave de acceso
ways-passkeys = Llaves de acceso
ways-passkeys-more = Entra con su dedo, su cara o el bloqueo de su pantalla. No escribe nada y ninguna página falsa se la puede robar. Es lo más seguro.
ways-passkey-add = Agregar una llave de acceso
ways-passkey-added = Agregada el { $date }.
ways-passkey-used = Último uso: { $at }.
ways-passkey-unused = Todavía sin usar.
ways-passkey-elsewhere = Solo funciona en { $host }. Quítela y agregue una nueva.
passkey-title = Agregar una llave de acceso
passkey-lead = Una llave de acceso es su dedo, su cara o el bloqueo de su pantalla. Con ella entra sin escribir nada.
passkey-name = Nombre de esta llave
passkey-name-hint = Para reconocerla después, por ejemplo “Mi teléfono”.
passkey-go = Agregarla ahora
passkey-next = Su dispositivo le pide el dedo, la cara o el bloqueo de pantalla. Nada de eso se nos envía nunca.
passkey-shared = No la agregue en un dispositivo que usan otras personas.
passkey-added = La llave de acceso está agregada. Desde ahora puede entrar con ella.
passkey-removed = La llave de acceso está quitada. Ya no sirve para entrar. También puede borrarla en su dispositivo.
passkey-none = Esta página necesita JavaScript y un navegador que pueda usar llaves de acceso.
passkey-none-more = Encienda JavaScript o pruebe con un navegador más nuevo. Siempre puede entrar con un código por correo.
passkey-sign-in = Entrar con una llave de acceso
passkey-sign-in-more = Una llave de acceso es su dedo, su cara o el bloqueo de su pantalla. No escribe nada.
passkey-use = Usar una llave de acceso
passkey-or = o
passkey-cancelled = No se usó ninguna llave de acceso. Puede intentarlo otra vez o elegir otra forma.
passkey-refused = Esa llave de acceso no funciona aquí. Inténtelo otra vez o elija otra forma.
passkey-there = Este dispositivo ya tiene una llave de acceso para su cuenta.
passkey-busy = Demasiados intentos. Espere unos minutos e inténtelo otra vez.
passkey-failed = No funcionó. Revise su conexión e inténtelo otra vez.
invite-title = Entre más rápido la próxima vez
invite-more = Use su dedo, su cara o el bloqueo de su pantalla en lugar de un código.
invite-later = Ahora no
error-passkey = Esa llave de acceso no funciona aquí.
error-passkey-name = Escriba un nombre de 40 letras como máximo.
error-passkeys-many = Tiene 20 llaves de acceso. Quite una primero.

mail-device-subject = Nuevo acceso en { $clinic }
mail-device-what = Alguien entró en su cuenta de { $clinic } con un dispositivo nuevo: { $device }, { $at }.
mail-device-you = ¿Fue usted? Entonces no tiene que hacer nada.
mail-device-not-you = ¿No fue usted? Abra el portal como siempre, vaya a “Acceso y seguridad” y elija “Cerrar sesión en todos los demás lugares”. Luego llame a { $clinic } al { $phone }.
mail-tries-subject = Códigos equivocados en { $clinic }
mail-tries-what = Alguien escribió varios códigos equivocados para su cuenta de { $clinic }, { $at }.
mail-tries-safe = Nadie entró de esa forma. Ese código ya no sirve. Puede pedir uno nuevo.
mail-tries-do = ¿No fue usted? Nunca diga un código a nadie. Si le preocupa, llame a { $clinic } al { $phone }.
mail-changed-subject = Cambió su forma de entrar en { $clinic }
mail-changed-what = Cambió la forma en que entra en { $clinic }, { $at }. Cerramos su sesión en todos los demás lugares.
mail-changed-not-you = ¿No fue usted? Llame enseguida a { $clinic } al { $phone }.
