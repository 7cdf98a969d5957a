# Files of the record: downloads, texts to read, papers of a visit.

file-heading = { $count ->
    [one] File
   *[other] Files
}
file-download = Download
file-careful =
    A file you download stays on this device. Delete it when you are done if others use the device too.
file-reading = What it says
file-not-here = We cannot show this text here. Download the file to read it.
file-kind = Kind of document
file-pdf = PDF
file-picture = Picture
file-text = Text
file-document = Text document
file-office = Spreadsheet or slides
file-sound = Sound
file-video = Video
file-archive = Packed files
file-scan = Medical images
file-other = File
visit-papers = Documents of this visit
visit-papers-missing = Documents of this visit may be missing. Please try again later.
visit-has-summary = Visit summary
did-file = downloaded a file: { $kind }

# Kinds of documents.
doc-after-visit = Visit summary and instructions
doc-episode = Summary of your care
doc-discharge = Hospital discharge summary
doc-discharge-instructions = Instructions after a hospital stay
doc-progress = Progress note
doc-outpatient = Office visit note
doc-note = Note
doc-history = History and exam
doc-consult = Note from a specialist
doc-procedure = Procedure note
doc-surgery = Surgery note
doc-emergency = Emergency room note
doc-nurse = Nurse’s note
doc-referral = Referral
doc-imaging = Imaging report
doc-laboratory = Lab report
doc-pathology = Tissue test report
doc-card = Insurance card
doc-administrative = Office paperwork
doc-consent = Consent form
doc-release = Permission to share records
doc-refill = Refill request
doc-summary = Summary of your health

# When a file cannot be had.
err-file-missing = We could not get this file
err-file-missing-more =
    The record names a file, but the record system of { $clinic } did not give it to us. Call the clinic and
    ask for a copy.
err-file-broken = This file cannot be read
err-file-broken-more =
    The file from the record system of { $clinic } is damaged. Call the clinic and ask for a copy.
err-file-large = This file is too large
err-file-large-more = It is larger than this portal can pass on. Call { $clinic } and ask for a copy.
