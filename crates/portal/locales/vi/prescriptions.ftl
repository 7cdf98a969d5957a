# Prescriptions, and the card of a medicine.

prescriptions-title = Đơn thuốc
prescriptions-active = Còn hiệu lực
prescriptions-past = Trước đây
prescriptions-none = Ở đây không có đơn thuốc
prescriptions-none-more = Khi phòng khám kê đơn cho quý vị, quý vị sẽ thấy ở đây.
rx-for = Dùng cho:
rx-no-take = Phòng khám chưa ghi cách dùng. Hãy hỏi họ.
rx-prescriber = Người kê đơn
rx-npi = NPI { $npi }
rx-written = Ngày kê đơn
rx-refills = Số lần được lấy thêm
rx-quantity = Số lượng mỗi lần lấy thuốc
rx-supply = Mỗi lần lấy đủ dùng
rx-days = { $count } ngày
rx-open = Xem chi tiết
