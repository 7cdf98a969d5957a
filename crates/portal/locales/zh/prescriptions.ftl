# Prescriptions, and the card of a medicine.

prescriptions-title = 处方
prescriptions-active = 有效
prescriptions-past = 以前
prescriptions-none = 这里没有处方
prescriptions-none-more = 诊所为您开出处方后，您会在这里看到。
rx-for = 用于：
rx-no-take = 诊所没有写明如何使用。请询问他们。
rx-prescriber = 开具者
rx-npi = NPI { $npi }
rx-written = 开具日期
rx-refills = 可续配次数
rx-quantity = 每次配药数量
rx-supply = 每次配药可用
rx-days = { $count } 天
rx-open = 查看详情
