# The record: kinds, lists, entries, states.

records-title = Su historial
records-lead = Todo lo que { $clinic } comparte con usted.
records-as-of = (Hora de los datos: { $time })
records-all = Todo su historial
kind-medications = Medicinas
kind-allergies = Alergias
kind-conditions = Afecciones
kind-results = Resultados de pruebas
kind-vitals = Signos vitales
kind-immunizations = Vacunas
kind-visits = Consultas
kind-documents = Documentos
kind-procedures = Procedimientos
kind-care-team = Equipo médico
kind-care-plans = Planes de atención
kind-goals = Metas de salud
kind-coverage = Seguro médico
kind-explanations-of-benefit = Estados de cuenta del seguro
kind-social-history = Estilo de vida
kind-other = Otros datos del historial

medicines-counts = { $now }, { $before }.
medicines-before = { $count ->
    [0] ninguna de antes
   *[other] { $count } de antes
}
medicines-count = { $count ->
    [one] 1 medicina
   *[other] { $count } medicinas
}
medicines-taking = Las que toma ahora
medicines-past = De antes
medicines-now-none = Su clínica no tiene anotada ninguna medicina que tome ahora.
medicines-none = Aquí no hay medicinas
medicines-none-more = Cuando su clínica anote una medicina para usted, la verá aquí.
medicines-ask = No deje ni cambie una medicina por su cuenta.
medicines-ask-more =
    Pregunte primero a su clínica. Cuénteles también de vitaminas, hierbas y medicinas de otros médicos.

allergies-heading = Para tener en cuenta
allergies-before = Ya no son un problema
allergies-none = Aquí no hay alergias
allergies-none-more =
    Su clínica no ha anotado ninguna. Esto no significa que no tenga. Si tiene alguna, dígaselo.
allergies-none-known = Sin alergias conocidas
allergies-none-known-more = Su clínica preguntó y anotó que no tiene ninguna. Si esto cambia, dígaselo.

conditions-heading = Ahora
conditions-before = De antes
conditions-none = Aquí no hay afecciones
conditions-none-more = Cuando su clínica anote un problema de salud, lo verá aquí.

other-none = Aquí no hay nada
other-none-more = Su clínica no ha anotado nada en esta parte.
not-offered = Esta parte no se comparte en línea
not-offered-more = El sistema de historiales de { $clinic } no la ofrece. Llame a la clínica y pida una copia.

entry-facts = Detalles
entry-no-facts = Su clínica no ha escrito más sobre esto.
entry-codes = Códigos que usan las clínicas
entry-notes = Notas
fact-reason = Para qué es
fact-period = Desde y hasta
fact-stopped-because = Por qué se suspendió
fact-reactions = Qué pasa
fact-category = Tipo
fact-certainty = Qué tan segura está la clínica
fact-onset = Empezó
fact-ended = Terminó
fact-last = Última vez
fact-recorded = Anotado el
fact-recorder = Anotado por
fact-severity = Gravedad
fact-body-site = Parte del cuerpo
category-food = Alimento
category-medication = Medicina
category-environment = Algo del ambiente, como el polen
category-biologic = Vacuna o producto de la sangre
sure-unconfirmed = Aún sin confirmar
sure-provisional = Una primera idea que aún se revisa
sure-differential = Una de varias causas posibles
sure-presumed = Se supone
sure-refuted = Descartado

state-active = Activa
state-planned = Planeada
state-on-hold = En pausa
state-finished = Terminada
state-stopped = Suspendida
state-cancelled = Cancelada
state-not-taken = No se tomó
state-unknown = Estado desconocido
state-severe = Puede ser grave
state-mild = Suele ser leve
state-allergy-active = Activa
state-inactive = Inactiva
state-resolved = Resuelta
state-current = Ahora
state-back = Volvió
state-remission = En remisión
medicines-now = { $count ->
    [0] Ahora no toma ninguna
   *[other] Ahora toma { $count }
}
allergies-now = { $count ->
    [0] Ninguna alergia ahora
    [one] 1 alergia para tener en cuenta
   *[other] { $count } alergias para tener en cuenta
}
conditions-now = { $count ->
    [0] Ninguna afección ahora
    [one] 1 afección ahora
   *[other] { $count } afecciones ahora
}
state-do-not-take = No tomar
entries-before = { $count ->
    [0] nada de antes
   *[other] { $count } de antes
}
no-name = Sin nombre anotado
