drop table send_recipient;
