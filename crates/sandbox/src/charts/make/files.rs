//! Small files made by hand: a PDF of plain pages and a PNG of flat colours. No library, so that the bytes
//! are the same with every version of every library.

/// Lines on a page of a PDF.
const LINES: usize = 48;

/// A PDF (1.4) of text in Helvetica, 48 lines to a page. Letters beyond ASCII become `?`, for which the
/// standard fonts have no agreed code.
pub(in crate::charts) fn pdf(text: &str) -> Vec<u8> {
    let lines: Vec<&str> = text.lines().collect();
    let pages: Vec<&[&str]> = lines.chunks(LINES).collect();
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (number, page) in pages.iter().enumerate() {
        let content = content(page);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * number
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    assemble(&objects).into_bytes()
}

/// What one page draws.
fn content(lines: &[&str]) -> String {
    let shown = lines.iter().map(|line| {
        let plain = line.chars().map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' });
        let text: String = plain.collect();
        let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        format!("({text}) Tj T*\n")
    });
    format!("BT\n/F1 10 Tf\n14 TL\n54 738 Td\n{}ET", shown.collect::<String>())
}

/// Header, numbered objects, the table of where each begins, trailer.
fn assemble(objects: &[String]) -> String {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = file.len();
    let size = objects.len() + 1;
    file.push_str(&table);
    file.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    file
}

/// Width and height of the picture.
const CARD: (u32, u32) = (160, 100);
/// Paper, band, ink.
const COLORS: [[u8; 3]; 3] = [[238, 243, 247], [18, 84, 132], [60, 66, 74]];

/// A PNG that looks like an insurance card: a band across the top, a chip, and three lines of "print".
pub(in crate::charts) fn card_png() -> Vec<u8> {
    let (width, height) = CARD;
    let mut rows = Vec::new();
    for y in 0..height {
        rows.push(0); // No filter.
        rows.extend((0..width).map(|x| ink(x, y)));
    }
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 3, 0, 0, 0]); // 8 bits, a palette, not interlaced.
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"PLTE", &COLORS.concat());
    chunk(&mut file, *b"IDAT", &stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn ink(x: u32, y: u32) -> u8 {
    let print = (40..150).contains(&x) && [44, 45, 58, 59, 72, 73].contains(&y);
    let chip = (12..30).contains(&x) && (42..56).contains(&y);
    match y {
        0..24 => 1,
        _ if print || chip => 2,
        _ => 0,
    }
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a tiny picture");
    file.extend(length.to_be_bytes());
    let checked = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc32(&file[checked..]);
    file.extend(sum.to_be_bytes());
}

/// A zlib stream that stores without compressing: the same bytes with every compressor.
fn stored(data: &[u8]) -> Vec<u8> {
    let blocks: Vec<&[u8]> = data.chunks(0xffff).collect();
    let mut stream = vec![0x78, 0x01];
    for (number, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).expect("cut to that size");
        stream.push(u8::from(number + 1 == blocks.len()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(*block);
    }
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (a + b) % 65521)
    });
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0_u32, |sum, byte| {
        (0..8)
            .fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (!(sum & 1)).wrapping_add(1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(stored(b"Wikipedia")[stored(b"Wikipedia").len() - 4..], [0x11, 0xe6, 0x03, 0x98]);
    }

    #[test]
    fn a_pdf_says_where_each_object_begins() {
        let file = String::from_utf8(pdf(&"A (line) \\ é\n".repeat(100))).unwrap();
        assert!(file.contains("/Count 3") && file.contains(r"(A \(line\) \\ ?) Tj"));
        let start: usize = file.lines().rev().nth(1).unwrap().parse().unwrap();
        let table: Vec<&str> = file[start..].lines().collect();
        assert_eq!((table[0], table[1]), ("xref", "0 10"));
        for (number, row) in table[3..12].iter().enumerate() {
            let at: usize = row[..10].parse().unwrap();
            assert!(file[at..].starts_with(&format!("{} 0 obj\n", number + 1)), "{row}");
        }
        let length = file.split("/Length ").nth(1).unwrap();
        let length: usize = length.split(' ').next().unwrap().parse().unwrap();
        let stream = file.split("stream\n").nth(1).unwrap();
        assert_eq!(&stream[length..=length], "\n");
    }

    #[test]
    fn a_png_unpacks_to_its_rows() {
        let file = card_png();
        let data = file.windows(4).position(|four| four == b"IDAT").unwrap();
        let length = u32::from_be_bytes(file[data - 4..data].try_into().unwrap());
        let packed = &file[data + 4..data + 4 + usize::try_from(length).unwrap()];
        let mut rows = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(packed), &mut rows).unwrap();
        assert_eq!(rows.len(), 161 * 100);
    }
}
