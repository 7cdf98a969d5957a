# Test results and vitals: one value, its trend, its report, the lists.

# One value.
range-you = Usted: { $value }
range-usual = Habitual
range-story = { $name }: su resultado es { $value }. Valores habituales: { $range }.
result-unreadable = Hay un resultado que no podemos mostrar aquí. Pídalo a su clínica.
result-started = Esta prueba ya empezó.
result-started-more = Todavía no hay resultado.
result-early = Este es un resultado preliminar.
result-early-more = Todavía puede cambiar.
result-changed = Este resultado se cambió.
result-changed-more = Su clínica o el laboratorio lo cambió después de informarlo. Usted ve el más nuevo.
result-cancelled = Esta prueba se canceló.
result-cancelled-more = No se terminó.
result-advice = Esta página muestra lo que se midió. No reemplaza los consejos de su equipo médico.

# Over time.
trend-title = A lo largo del tiempo
trend-yours = Sus resultados
trend-upper = Número de arriba
trend-lower = Número de abajo
trend-table = Mostrar como tabla
trend-caption = { $name }: todos los resultados, primero los más nuevos
trend-stands = Cómo está
trend-this = Este resultado
trend-other-unit = En otra unidad, no está en la gráfica
trend-alone = No encontramos otro resultado de esta prueba en su historial.
trend-no-chart =
    No hay suficientes números en la misma unidad para una gráfica. La tabla tiene todos los resultados.
trend-missing = No se pudieron cargar sus otros resultados de esta prueba.
trend-partial =
    Aquí pueden faltar otros resultados de esta prueba. El sistema de historiales de la clínica no nos dio
    todo.
trend-undrawn = { $count ->
    [one] 1 resultado está solo en la tabla: tiene otra unidad, o no tiene número exacto o fecha.
   *[other] { $count } resultados están solo en la tabla: por su unidad, sin número exacto o sin fecha.
}
trend-newest =
    Aquí se muestran los { $shown } resultados más nuevos de { $count }. La lista completa los tiene
    todos.
trend-story =
    { $name } a lo largo del tiempo: { $count } resultados, del { $from } al { $to }. El primero fue
    { $first }; el más nuevo es { $last }.
trend-ends = El más bajo fue { $least }; el más alto, { $most }.

# With it, and where it comes from.
together-title = Del mismo momento
together-part = Parte de un informe
members-title = Valores de este informe
members-test = Valores de esta prueba
members-missing = No se muestran aquí: { $count } de { $total } valores.
members-missing-more =
    Se marcaron como error, están en espera o no nos llegaron. Su clínica puede decirle más.
about-test = Sobre esta prueba
about-report = Sobre este informe
about-reading = Sobre esta medición
about-ordered = Lo ordenó
about-not-loaded = No se pudo cargar ahora
about-collected = Fecha de la muestra
about-measured = Fecha de la medición
about-reported = Informado por el laboratorio
about-visible = Visible para usted desde
about-laboratory = Laboratorio
about-measured-by = Lo midió
report-text = El informe completo
report-nothing = Este informe no tiene texto
report-nothing-more = Su clínica no puso palabras ni valores en él. Pídales el informe mismo.

# The lists.
results-none = No hay resultados de pruebas aquí
results-none-more = Cuando su clínica comparta un resultado con usted, lo verá aquí.
results-part-of = Parte de { $name }
results-values = { $count ->
    [one] 1 valor
   *[other] { $count } valores
}
results-odd = { $count ->
    [one] 1 fuera de lo habitual
   *[other] { $count } fuera de lo habitual
}
results-more = { $count ->
    [one] Mostrar 1 valor más
   *[other] Mostrar { $count } valores más
}
results-all-usual = Todos los valores en el rango habitual
vitals-none = No hay signos vitales aquí
vitals-none-more = Cuando su clínica le mida la presión, el peso o el pulso, lo verá aquí.
vitals-latest = Lo más nuevo de cada uno
vitals-all = { $count ->
    [one] Ver esta medición
   *[other] Ver las { $count } mediciones
}
vitals-older = { $count ->
    [one] Mostrar 1 medición anterior
   *[other] Mostrar { $count } mediciones anteriores
}
