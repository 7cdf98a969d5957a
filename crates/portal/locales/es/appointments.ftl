# Citas: sus palabras en el inicio y en el historial.

appointment = Cita
appointment-with = Con { $who }
appointment-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
fact-starts = Cuándo
fact-with = Con
fact-minutes = Minutos
fact-instruction = Qué hacer antes
said-booked = Reservada
said-pending = Sin confirmar
said-missed = No se presentó
said-waitlist = En lista de espera
