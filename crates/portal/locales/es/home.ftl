# Home.

hello-morning = Buenos días
hello-afternoon = Buenas tardes
hello-evening = Buenas noches
hello-morning-name = Buenos días, { $name }
hello-afternoon-name = Buenas tardes, { $name }
hello-evening-name = Buenas noches, { $name }
home-care = Su atención
card-medicines-go = Ver todas las medicinas
card-medicines-none = Ninguna medicina ahora
card-medicines-none-more = Aquí aparecen las medicinas que su clínica conoce.
card-allergies-go = Ver todas las alergias
card-allergies-none = No hay alergias anotadas
card-allergies-none-more = Si tiene alguna, dígaselo a su clínica.
card-conditions-go = Ver todas las afecciones
card-conditions-none = Ninguna afección ahora
card-conditions-none-more = Aquí aparecen los problemas de salud que su clínica ha anotado.
card-as-of = Datos: { $time }
card-medicines = Medicinas
card-allergies = Alergias
card-conditions = Afecciones

# Lo que la persona tiene que atender hoy.
home-needs = { $count ->
    [1] Hoy hay una cosa para usted.
    [2] Hoy hay dos cosas para usted.
    [3] Hoy hay tres cosas para usted.
    [4] Hoy hay cuatro cosas para usted.
    [5] Hoy hay cinco cosas para usted.
    [6] Hoy hay seis cosas para usted.
    [7] Hoy hay siete cosas para usted.
    [8] Hoy hay ocho cosas para usted.
    [9] Hoy hay nueve cosas para usted.
    [10] Hoy hay diez cosas para usted.
   *[other] Hoy hay { $count } cosas para usted.
}
home-asking = Viendo qué necesita usted hoy…
home-needs-none = Hoy no hay nada pendiente para usted.
home-needs-unknown = Todavía no podemos saber si hoy hay algo para usted.
home-unchecked = No pudimos revisarlo todo. Falta: { $parts }. Puede haber más.
home-needs-title = También hoy
home-needs-more = { $count ->
    [one] y { $count } novedad más en sus resultados
   *[other] y { $count } novedades más; vea sus resultados
}
need-booked = Reservada
need-unconfirmed = Sin confirmar
need-appointment-go = Ver detalles
need-ends = Se acaba pronto
need-ends-note = Lo recetado alcanza, como máximo, hasta el { $date }.
need-no-refills = Sin resurtidos
need-no-refills-note = Esta receta no permite resurtidos. Llame a su clínica si necesita más.
need-new = Nuevo
need-result-note = Resultado del { $date }
need-document-note = Documento del { $date }
soon-today = Hoy a las { $time }
soon-tomorrow = Mañana a las { $time }
soon-now = ahora
soon-minutes = { $count ->
    [one] en { $count } minuto
   *[other] en { $count } minutos
}
soon-hours = { $count ->
    [one] en { $count } hora
   *[other] en { $count } horas
}

# Las tarjetas nuevas.
card-results = Resultados de pruebas
card-results-go = Ver todos los resultados
card-results-none = No hay resultados
card-results-none-more = Aquí aparecen los resultados de sus análisis e imágenes.
card-vitals = Signos vitales
card-vitals-go = Ver todos los signos vitales
card-vitals-none = No hay signos vitales
card-vitals-none-more = Aquí aparecen la presión, el peso y otros datos cuando su clínica los mide.
card-vitals-latest = Última medición: { $date }
card-appointments = Citas
card-appointments-go = Ver todas las citas
card-appointments-none = No tiene citas próximas
card-appointments-none-more = Llame a su clínica si quiere una cita.
card-appointments-ahead = { $count ->
    [one] { $count } cita próxima
   *[other] { $count } citas próximas
}
card-immunizations = Vacunas
card-immunizations-go = Ver todas las vacunas
card-immunizations-none = No hay vacunas anotadas
card-immunizations-none-more = Aquí aparecen las vacunas que su clínica conoce.
card-visits = Consultas y notas
card-visits-go = Ver todas las consultas
card-visits-none = No hay consultas
card-visits-none-more = Aquí aparecen sus consultas en la clínica.
card-documents = Documentos
card-documents-go = Ver todos los documentos
card-documents-none = No hay documentos
card-documents-none-more = Aquí aparecen las cartas y notas de su clínica.
card-care-team = Equipo de atención
card-care-team-go = Ver su equipo de atención
card-care-team-none = No hay equipo de atención anotado
card-care-team-none-more = Aquí aparecen las personas que le atienden.
card-care-team-people = { $count ->
    [one] { $count } persona le atiende
   *[other] { $count } personas le atienden
}
card-latest = Lo último: { $date }

home-glance = De un vistazo
home-all-hidden = Ha ocultado todas las tarjetas. Puede volver a mostrarlas.
glance-appointments = Citas próximas
glance-medicines = Medicinas ahora
glance-results = Resultados este año
glance-documents = Documentos
glance-unknown = No se sabe ahora

# Ordenar las tarjetas.
cards-title = Ordenar tarjetas
cards-lead = Elija qué tarjetas muestra el inicio y en qué orden. Solo vale para usted.
cards-needs-stay = Lo que usted tiene que atender hoy va siempre primero y no se puede ocultar.
cards-all = Todas las tarjetas
cards-place = Tarjeta { $number } de { $all }
cards-hidden = Oculta
cards-up = Subir
cards-down = Bajar
cards-hide = Ocultar
cards-show = Mostrar
cards-reset = Volver al orden inicial
cards-done-moved = { $card } es ahora la tarjeta { $place }.
cards-done-hidden = { $card } está oculta. Aquí puede volver a mostrarla.
cards-done-shown = { $card } se muestra de nuevo.
cards-done-reset = Todas las tarjetas se muestran de nuevo en el orden inicial.
error-card-unknown = Esta tarjeta no existe.
error-card-twice = Nombre cada tarjeta una sola vez.
