# Words of the frame: navigation, footer, display, and phrases that several pages use.

skip = Ir al contenido principal
nav-main = Principal
nav-home = Inicio
nav-records = Historial
nav-more = Más
menu-open = abrir su menú
menu-viewing = Está viendo el historial de
menu-profile = Su perfil
menu-log = Quién vio su historial
menu-whom = Abrir el historial de otra persona
menu-out = Cerrar sesión
go-home = Ir al inicio
try-again = Intentar de nuevo
reference = Referencia
error-word = Error:
errors-title = { $count ->
    [one] Hay una cosa que corregir
   *[other] Hay { $count } cosas que corregir
}

foot-emergency = ¿Es una emergencia?
foot-emergency-call = Llame al { $number }. Nadie vigila este sitio las 24 horas.
foot-help = Ayuda
foot-accessibility = Accesibilidad
foot-privacy = Privacidad

display-title = Cómo se ven las páginas
display-language = Idioma
display-look = Colores y contraste
theme-auto = Igual que mi dispositivo
theme-light = Claro
theme-dark = Oscuro
theme-contrast = Contraste alto

idle-title = ¿Sigue ahí?
idle-text = Para proteger su historial, cerraremos su sesión pronto. ¿Quiere seguir conectado?
idle-stay = Seguir conectado

list-all = { $count ->
    [0] No hay entradas.
    [one] 1 entrada, aquí se muestra.
   *[other] { $count } entradas, se muestran todas.
}
list-some = { $count ->
    [0] No hay entradas que mostrar.
    [one] Se muestra 1 entrada.
   *[other] Se muestran { $count } entradas.
}
list-source = De { $source } (hora de los datos: { $time })
entries-word = { $count ->
    [one] entrada
   *[other] entradas
}
withheld-mistake = { $count ->
    [one] 1 entrada fue marcada como un error y no se muestra.
   *[other] { $count } entradas fueron marcadas como un error y no se muestran.
}
withheld-other = { $count ->
    [one] 1 entrada parece ser de otra persona y no se muestra.
   *[other] { $count } entradas parecen ser de otra persona y no se muestran.
}
withheld-hold = { $count ->
    [one] Su equipo médico retiene 1 entrada y todavía no se muestra.
   *[other] Su equipo médico retiene { $count } entradas y todavía no se muestran.
}
incomplete-title = Esta lista puede estar incompleta.
incomplete-part = El sistema de historiales de la clínica no nos dio todo. Intente de nuevo en unos minutos.
incomplete-many = Hay más entradas de las que podemos mostrar aquí. Pida la lista completa a su clínica.
incomplete-not-offered = El sistema de historiales de la clínica no comparte esta parte.

down-silent = Ahora no podemos abrir esta parte
down-silent-more =
    El sistema de historiales de la clínica no responde. No se ha perdido nada. Intente de nuevo en unos
    minutos.
down-refused = Ahora no nos dejan abrir esta parte
down-refused-more =
    El sistema de historiales de la clínica no nos dejó entrar. No se ha perdido nada. La clínica debe
    arreglarlo.
down-unconnected = Todavía sin conexión
down-unconnected-more = Su clínica aún no ha conectado su sistema de historiales con este sitio.
down-unreadable = Ahora no podemos leer esta parte
down-unreadable-more =
    El sistema de historiales de la clínica envió una respuesta en la que no podemos confiar, así que no la
    mostramos. No se ha perdido nada. Intente de nuevo en unos minutos.
down-resting = Esta parte necesita una pequeña pausa
down-resting-more =
    El sistema de historiales de la clínica está muy ocupado ahora. No se ha perdido nada. Intente de nuevo
    en un minuto.
down-ours = Algo falló de nuestro lado
down-ours-more =
    No se ha perdido nada. Intente de nuevo. Si sigue igual, dé a su clínica la referencia de abajo.
card-loading = Pidiendo los datos a su clínica…
card-more = { $count ->
    [one] y 1 más
   *[other] y { $count } más
}

record-wrong = ¿Hay algo mal o falta algo?
record-wrong-more = Llame a su clínica. Pueden revisar su historial y corregirlo.
gallery-title = Muestrario
