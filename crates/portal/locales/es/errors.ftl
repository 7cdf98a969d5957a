# Errors by kind: what happened, and what to do.

err-not-found = No encontramos esta página
err-not-found-more =
    El enlace puede ser viejo, o la página no es parte de su historial. Revise la dirección o vaya al
    inicio.
err-not-licensed = Esto no es parte del portal de su clínica
err-not-licensed-more = { $clinic } no usa esta parte. Llame a la clínica si la necesita.
err-switched-off = Su clínica ha apagado esta parte
err-switched-off-more = { $clinic } no la ofrece por ahora. Llame a la clínica si la necesita.
err-ehr-silent = No podemos abrir su historial clínico
err-ehr-silent-more =
    El sistema de historiales de { $clinic } no responde. No se ha perdido nada. Intente de nuevo en
    unos minutos.
err-ehr-refused = El sistema de su clínica no nos dejó entrar
err-ehr-refused-more =
    El sistema de historiales de { $clinic } no nos deja entrar por ahora. No se ha perdido nada. La
    clínica debe arreglarlo.
err-refused = No puede abrir esto
err-refused-more =
    Esta parte del historial en { $clinic } no está abierta para usted. Llame a la clínica si cree que
    debería estarlo.
err-busy = Hay muchas personas aquí en este momento
err-busy-more = No se cambió nada. Intente de nuevo en unos segundos.
err-too-many = Demasiados intentos
err-too-many-more = { $count ->
    [one] Espere 1 minuto y luego intente de nuevo.
   *[other] Espere { $count } minutos y luego intente de nuevo.
}
err-session = Inicie sesión de nuevo
err-session-more = Su sesión en { $clinic } ha terminado. Así protegemos su historial.
err-bad-request = No pudimos leer eso
err-bad-request-more =
    Algo en la solicitud a { $clinic } estaba roto o era demasiado largo. No se cambió nada. Vuelva
    atrás e intente de nuevo.
err-unexpected = Algo falló de nuestro lado
err-unexpected-more =
    El error es nuestro, no suyo. { $clinic } no ha perdido nada. Intente de nuevo en unos minutos.
err-next = Qué puede hacer ahora
err-call = Llamar a la clínica
err-help = Leer la página de ayuda
err-reference = Si llama, esto nos ayuda a encontrarlo:
host-title = Aquí no hay nada
host-text = No hay ningún sitio en esta dirección. Revise la dirección que le dio su clínica.
error-body = Algo en este formulario no está bien. Revíselo y envíelo otra vez.
