# Encontrar cosas en el historial, e imprimirlo.

find-title = Buscar en su historial
find-words = Palabras que busca
find-go = Buscar
find-more = Tipo de información y fechas
find-kind = Tipo de información
find-any = Todo
find-tools = Buscar, filtrar, ordenar
find-only = Cuáles
find-from = Desde este día
find-to = Hasta este día
find-sort = Orden
find-newest = Lo más nuevo primero
find-oldest = Lo más antiguo primero
find-name = Por nombre, de la A a la Z
find-apply = Mostrar
find-clear = Borrar
find-shown = Se muestran { $shown } de { $of }.
find-hits = Coinciden { $shown } de { $of } entradas.
find-held = { $count ->
    [one] 1 entrada en total.
   *[other] { $count } entradas en total.
}
find-none-more = Pruebe con menos palabras, con otras o con otras fechas.
find-undated = { $count ->
    [one] 1 entrada no tiene fecha. Aparece si usted no elige días.
   *[other] { $count } entradas no tienen fecha. Aparecen si usted no elige días.
}
find-undated-out = { $count ->
    [one] Queda fuera 1 entrada sin fecha.
   *[other] Quedan fuera { $count } entradas sin fecha.
}
find-incomplete = A esta búsqueda le puede faltar algo.
find-silent =
    No pudimos buscar en: { $kinds }. El sistema de su clínica no responde. Vuelva a intentarlo pronto.
find-partial = El sistema de su clínica no nos dio todo de: { $kinds }.
find-now = Ahora
find-before = De antes
find-laboratory = Valores de laboratorio
find-imaging = Imágenes
find-report = Informes
find-jump = Ir a
find-group-undated = Sin fecha
find-group-other = Otros
find-error-words = Use menos palabras: 200 letras como máximo.
find-error-empty = Escriba una palabra, o elija un tipo de información o un día.
find-error-date = Escriba el día como año, mes y día, por ejemplo 2026-03-14.
find-error-order = El último día no puede ser anterior al primero.
find-error-choice = Elija una opción de la lista.
entries-count = { $count ->
    [one] 1 entrada
   *[other] { $count } entradas
}
did-search = buscó en el historial
did-print = abrió todo el historial para imprimirlo

print-link = Imprimir
print-how =
    Esta página está hecha para el papel. Para imprimirla o guardarla como PDF, use la opción de imprimir de
    su navegador.
print-button = Imprimir esta página
print-for = Impreso para
print-born = Fecha de nacimiento
print-from = De
print-as-of = Datos del
print-date = Fecha
print-what = Lo que está escrito
print-absent = Su clínica no comparte en línea estas partes: { $kinds }.
