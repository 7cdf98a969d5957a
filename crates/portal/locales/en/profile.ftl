# The profile.

profile-title = Your profile
profile-about = About you
profile-name = Name
profile-birth = Birth date
profile-language = Language you prefer
profile-contact = How your clinic reaches you
profile-phone = Phone
profile-email = E-mail
profile-address = Address
profile-none = Not written down
profile-emergency = In an emergency, your clinic calls
profile-providers = Who cares for you
profile-wrong = Has something changed?
profile-wrong-more = Call your clinic at { $phone }. They will update it.
use-home = home
use-work = work
use-mobile = mobile
use-temp = for now
use-old = old
use-billing = for bills
