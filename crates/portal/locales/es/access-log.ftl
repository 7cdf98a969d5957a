# Who saw the record.

log-title = Quién vio su historial
log-lead = Cada vez que alguien abrió aquí su historial, lo más reciente primero.
log-zone = Las horas están en { $zone }.
log-none = Todavía no hay nada
log-none-more = Cuando alguien abra su historial, lo verá aquí.
log-count = { $count ->
    [one] 1 evento
   *[other] { $count } eventos
}
log-older = Eventos anteriores
log-newest = Eventos más recientes
log-pages = Páginas de esta lista
log-refused = No permitido
log-nothing = No se mostró nada
log-odd = ¿Ve algo extraño?
log-odd-more = Llame a su clínica al { $phone } y pregunte.
who-you = Usted
who-caregiver = { $name }, que cuida de usted
who-staff = { $name }, de su clínica
who-app = La aplicación { $name }
who-system = Este sitio, por sí solo
who-unknown = Alguien sin iniciar sesión
did-code = pidió un código para entrar
did-sign-in = inició sesión
did-sign-in-failed = intentó entrar con un código equivocado
did-sign-out = cerró la sesión
did-open = abrió el historial
did-home = vio la página de inicio
did-arrange = ordenó las tarjetas de la página de inicio
did-overview = vio el índice del historial
did-list = vio la lista: { $kind }
did-entry = vio una entrada: { $kind }
did-prescriptions = vio las recetas
did-profile = vio el perfil
did-log = vio esta lista
did-display = cambió el idioma o los colores
did-other = hizo otra cosa: { $name }
who-caregiver-unnamed = Alguien que cuida de usted
