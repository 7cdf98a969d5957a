# The profile.

profile-title = Su perfil
profile-about = Sobre usted
profile-name = Nombre
profile-birth = Fecha de nacimiento
profile-language = Idioma que prefiere
profile-contact = Cómo se comunica su clínica con usted
profile-phone = Teléfono
profile-email = Correo electrónico
profile-address = Dirección
profile-none = Sin anotar
profile-emergency = En una emergencia, su clínica llama a
profile-providers = Quién le atiende
profile-wrong = ¿Ha cambiado algo?
profile-wrong-more = Llame a su clínica al { $phone }. Ellos lo actualizan.
use-home = casa
use-work = trabajo
use-mobile = celular
use-temp = por ahora
use-old = anterior
use-billing = para facturas
