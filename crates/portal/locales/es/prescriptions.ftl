# Prescriptions, and the card of a medicine.

prescriptions-title = Recetas
prescriptions-active = Activas
prescriptions-past = De antes
prescriptions-none = Aquí no hay recetas
prescriptions-none-more = Cuando su clínica escriba una receta para usted, la verá aquí.
rx-for = Para:
rx-no-take = Su clínica no ha escrito cómo tomarla. Pregúnteles.
rx-prescriber = Recetada por
rx-npi = NPI { $npi }
rx-written = Fecha de la receta
rx-refills = Resurtidos permitidos
rx-quantity = Cantidad por surtido
rx-supply = Cada surtido dura
rx-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}
rx-open = Ver detalles
