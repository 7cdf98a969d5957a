# Home.

hello-morning = Good morning
hello-afternoon = Good afternoon
hello-evening = Good evening
hello-morning-name = Good morning, { $name }
hello-afternoon-name = Good afternoon, { $name }
hello-evening-name = Good evening, { $name }
home-lead = Here is what { $clinic } has for you.
home-care = Your record
card-medicines-go = See all medicines
card-medicines-none = No medicines now
card-medicines-none-more = Medicines that your clinic knows about show here.
card-allergies-go = See all allergies
card-allergies-none = No allergies written down
card-allergies-none-more = If you have one, tell your clinic.
card-conditions-go = See all conditions
card-conditions-none = No conditions now
card-conditions-none-more = Health problems that your clinic has written down show here.
card-as-of = As of { $time }
card-medicines = Medicines
card-allergies = Allergies
card-conditions = Conditions
