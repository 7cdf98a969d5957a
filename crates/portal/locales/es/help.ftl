# Help, accessibility statement, privacy.

help-title = Ayuda
help-lead = Respuestas cortas. Si la suya no está aquí, llámenos.
help-sign-in = ¿Cómo inicio sesión?
help-sign-in-more =
    Escriba el correo electrónico que su clínica tiene de usted. Le enviamos un código. Escriba el
    código y listo. No necesita contraseña.
help-no-code = El código no llega
help-no-code-more =
    Espere un minuto y mire en la carpeta de correo no deseado. Luego pida un código nuevo. ¿Aún nada?
    Su clínica puede tener otro correo de usted. Llámeles.
help-family = Cuido a un niño o a uno de mis padres
help-family-more =
    Si su clínica también tiene su correo para esa persona, después de escribir el código puede elegir
    qué historial abrir.
help-wrong = Algo en mi historial está mal
help-wrong-more = Llame a su clínica. Solo ellos pueden cambiar el historial.
help-time = ¿Por qué se cerró mi sesión?
help-time-more =
    Después de 15 minutos sin uso cerramos su historial. Así está seguro si olvida cerrar la sesión.
help-language = ¿Puedo leer esto en mi idioma?
help-language-more =
    Sí. Elija inglés, español, chino o vietnamita al final de cualquier página. Los nombres de medicinas
    y las notas quedan como los escribió su clínica.
help-call = Llamar a { $clinic }
help-emergency = Este sitio no es para emergencias. Llame al { $number } si necesita ayuda de inmediato.

access-title = Accesibilidad
access-lead = Todas las personas deben poder leer y usar este sitio.
access-aim = Nuestra meta
access-aim-more = Seguimos las Pautas de Accesibilidad para el Contenido Web (WCAG) 2.2, nivel AA.
access-works = Lo que funciona
access-works-keyboard = Puede hacer todo con el teclado.
access-works-reader =
    Los lectores de pantalla pueden leer todas las páginas. Las imágenes que solo adornan quedan ocultas
    para ellos.
access-works-zoom = Puede duplicar el tamaño del texto o ampliar la página cuatro veces sin perder nada.
access-works-color = Puede elegir claro, oscuro o contraste alto. Nada se dice solo con color.
access-works-script = Todas las páginas funcionan aunque los scripts estén apagados.
access-limits = Lo que sabemos que no es perfecto
access-limits-more =
    Los nombres de medicinas, las notas y otras palabras de su clínica están en el idioma en que su
    clínica los escribió.
access-tell = ¿Algo no funciona para usted?
access-tell-more =
    Llame a { $clinic } al { $phone } y dígales en qué página. También pueden leérselo o enviárselo en
    papel.

privacy-title = Privacidad
privacy-lead = Su historial es suyo. Así lo cuidamos.
privacy-where = Dónde está su historial
privacy-where-more =
    Su historial médico queda en el sistema de { $clinic }. Cuando abre una página, preguntamos a ese
    sistema y le mostramos la respuesta. No guardamos una copia.
privacy-keep = Lo que guardamos
privacy-keep-more =
    Guardamos su correo electrónico, cuándo inició sesión, y una lista de quién abrió su historial y
    cuándo.
privacy-see = Quién puede ver aquí su historial
privacy-see-more =
    Usted, las personas a quienes su clínica permite cuidar de usted y el personal de la clínica. Puede
    leer la lista completa en cualquier momento.
privacy-see-link = Ver quién vio su historial
privacy-never = Lo que nunca hacemos
privacy-never-more =
    No mostramos anuncios, no usamos rastreadores y las páginas nunca se comunican con sitios de otras
    empresas.
privacy-cookies = Cookies
privacy-cookies-more =
    Una cookie mantiene su sesión abierta. Otras recuerdan su idioma y sus colores. Su navegador también
    anota cuándo usó este sitio por última vez, para avisarle antes de cerrar la sesión.
