-- no-transaction
-- Words in questions and answers are found by their letters, as names are (0095).
create index concurrently ticket_letters on ticket using gin (string_to_array(lower(text || coalesce(answer, '')), null));
