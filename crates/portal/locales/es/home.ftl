# Home.

hello-morning = Buenos días
hello-afternoon = Buenas tardes
hello-evening = Buenas noches
hello-morning-name = Buenos días, { $name }
hello-afternoon-name = Buenas tardes, { $name }
hello-evening-name = Buenas noches, { $name }
home-lead = Esto es lo que { $clinic } tiene para usted.
home-care = Su historial
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
