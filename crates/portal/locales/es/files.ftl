# Archivos del expediente: descargas, textos para leer, documentos de una visita.

file-heading = { $count ->
    [one] Archivo
   *[other] Archivos
}
file-download = Descargar
file-careful =
    El archivo que descargue se queda en este dispositivo. Si otras personas también lo usan, bórrelo al
    terminar.
file-reading = Lo que dice
file-not-here = No podemos mostrar este texto aquí. Descargue el archivo para leerlo.
file-kind = Tipo de documento
file-pdf = Documento PDF
file-picture = Imagen
file-text = Texto
file-document = Documento de texto
file-office = Hoja de cálculo o presentación
file-sound = Sonido
file-video = Grabación de video
file-archive = Archivos comprimidos
file-scan = Imágenes médicas
file-other = Archivo
visit-papers = Documentos de esta visita
visit-papers-missing = Pueden faltar documentos de esta visita. Inténtelo de nuevo más tarde.
visit-has-summary = Resumen de la visita
did-file = descargó un archivo: { $kind }

# Tipos de documentos.
doc-after-visit = Resumen de la visita e instrucciones
doc-episode = Resumen de su atención
doc-discharge = Resumen de alta del hospital
doc-discharge-instructions = Instrucciones al salir del hospital
doc-progress = Nota de evolución
doc-outpatient = Nota de la consulta
doc-note = Nota
doc-history = Historia y examen
doc-consult = Nota de un especialista
doc-procedure = Nota de un procedimiento
doc-surgery = Nota de una cirugía
doc-emergency = Nota de urgencias
doc-nurse = Nota de enfermería
doc-referral = Remisión a otro médico
doc-imaging = Informe de imágenes
doc-laboratory = Informe de laboratorio
doc-pathology = Informe de un análisis de tejido
doc-card = Tarjeta del seguro
doc-administrative = Papeles de la oficina
doc-consent = Formulario de consentimiento
doc-release = Permiso para compartir el expediente
doc-refill = Solicitud de resurtido
doc-summary = Resumen de su salud

# Cuando no se puede obtener un archivo.
err-file-missing = No pudimos obtener este archivo
err-file-missing-more =
    El expediente nombra un archivo, pero el sistema de { $clinic } no nos lo dio. Llame a la clínica y pida
    una copia.
err-file-broken = No se puede leer este archivo
err-file-broken-more =
    El archivo del sistema de { $clinic } está dañado. Llame a la clínica y pida una copia.
err-file-large = Este archivo es demasiado grande
err-file-large-more = Es más grande de lo que este portal puede entregar. Llame a { $clinic } y pida una copia.
