"""Files between us and banks, as bytes in and bytes out; no clock, no socket, no database.

nacha        ACH files to collect and pay in the United States, their returns and changes
sepa         direct debits of the euro area, and the reports about them
statements   what a bank says was booked: CAMT.053, CAMT.054 and bank CSV
matching     which payment a booked line is
accounts     routing numbers, IBAN, BIC; calendars: on which days money moves

Amounts are whole minor units. What is refused says where and why (`errors`).
"""
