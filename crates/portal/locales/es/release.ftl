# When new results are shown, and what is said of those that are not shown yet.

timing-door = Cuándo ver resultados
timing-title = Cuándo se muestran los resultados nuevos
timing-lead = Usted decide. La mayoría ve cada resultado en cuanto está listo.
timing-legend = Cuando un resultado nuevo está listo
timing-at-once = Mostrarlo enseguida
timing-at-once-more = Usted ve cada resultado en cuanto está listo. Puede ser antes de que lo lea su médico.
timing-tell-first = Avisarme primero
timing-tell-first-more = Usted ve el nombre de la prueba. El resultado se abre cuando usted lo pida.
timing-wait = Esperar a que lo vea mi médico
timing-wait-more = { $count ->
    [one] El resultado espera hasta que un profesional escriba sobre él, 1 día como máximo. Usted puede abrirlo antes.
   *[other] El resultado espera hasta que un profesional escriba sobre él, { $count } días como máximo. Usted puede abrirlo antes.
}
timing-save = Guardar
timing-saved = Guardado. Esta es ahora su elección.
timing-default = Nadie ha elegido todavía; los resultados se muestran enseguida.
timing-by-you = Usted eligió esto el { $date }.
timing-by-other = Otra persona que puede abrir este expediente eligió esto el { $date }.
timing-know = Conviene saber
timing-older = Su elección vale para los resultados que lleguen desde ahora. Los anteriores quedan como están.
timing-end = Si cambia a “Mostrarlo enseguida”, se abren todos los resultados que esperan.
timing-shared = La elección es de este expediente. Todas las personas que pueden abrirlo, como un padre o una madre, ven los resultados igual y pueden cambiarla.
timing-clinic = Su clínica puede retener un solo resultado por poco tiempo. Usted lo verá, y también por qué.
error-timing = Elija una de las tres opciones.

withheld-wish = { $count ->
    [one] 1 resultado nuevo espera a que usted lo abra, como pidió.
   *[other] { $count } resultados nuevos esperan a que usted los abra, como pidió.
}
waiting-title = En espera, como usted pidió
waiting-one = Este resultado espera, como usted pidió
waiting-one-more = Está listo. Ábralo cuando quiera. Lo que va con él se abre también.
waiting-show = Mostrarlo
waiting-show-all = { $count ->
    [one] Mostrarlo
   *[other] Mostrar los { $count }
}
waiting-parts = { $count ->
    [one] con 1 resultado suelto
   *[other] con { $count } resultados sueltos
}
waiting-until = se abre solo el { $date }
waiting-change = Cambiar cuándo se muestran

hold-title = Retenido por su clínica
hold-one = Un resultado retenido
hold-about = Sobre esta retención
hold-lead = Su clínica tiene este resultado, pero todavía no lo muestra.
hold-why = Por qué
hold-reason = En palabras de la clínica
hold-author = Quién lo retiene
hold-until = Hasta
hold-ask = Puede pedir a la clínica que lo muestre ya. Llame al:
hold-right = Usted tiene derecho a sus resultados. Si cree que esto no es correcto, también puede quejarse ante el Departamento de Salud y Servicios Humanos de EE. UU.
hold-sort-laboratory = Prueba de laboratorio
hold-sort-imaging = Estudio de imágenes
hold-sort-pathology = Prueba de tejido
hold-sort-cardiology = Prueba del corazón
hold-sort-result = Resultado de prueba
hold-sort-entry = Entrada
hold-preventing-harm = Verlo ahora podría poner a alguien en peligro.
hold-privacy = Una ley de privacidad todavía no lo permite.
hold-security = No sería seguro para los expedientes de otras personas.
hold-infeasibility = La clínica todavía no puede mostrarlo.
hold-health-it-performance = Se está trabajando en el sistema de la clínica.
hold-patient-request = Usted pidió a su clínica que esperara.
error-on-hold = Este resultado todavía no se muestra. La lista dice por qué y hasta cuándo.

did-timing = eligió cuándo se muestran los resultados nuevos
did-show-result = abrió un resultado que esperaba
did-hold = retuvo un resultado por encargo de su clínica
did-lift = terminó la retención de un resultado por encargo de su clínica
