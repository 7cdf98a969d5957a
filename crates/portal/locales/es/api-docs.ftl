# La página sobre la API. Lo que cada ruta dice de sí misma está en inglés.

docs-title = Documentación de la API
docs-lead =
    Para quien escribe programas. Todo lo que este portal muestra o hace se puede leer o hacer aquí. Los
    detalles están en inglés.
docs-openapi = Lo mismo para programas: documento OpenAPI
docs-contents = Contenido
docs-sign-in = Cómo entrar
docs-conventions = Convenciones
docs-errors = Errores
docs-code = Código
docs-status = Estado
docs-meaning = Significado
docs-also = También en
docs-parameters = Parámetros
docs-body = Lo que recibe
docs-answer = Lo que responde
docs-nothing = Sin cuerpo.
docs-example = Ejemplo
docs-may-fail = Cómo puede fallar
docs-open = No necesita sesión.
docs-needs-session = Necesita una sesión.
docs-shapes = Formas
docs-required = siempre está
docs-to-top = Volver al contenido
