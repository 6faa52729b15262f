-- batches
-- The kind of callbacks that came before there was a column for it.
update inbox set event = coalesce(
    coalesce(substring(message from '<Event>\s*(?:<!\[CDATA\[)?([^<\]\s]+)'), substring(message from '<InfoType>\s*(?:<!\[CDATA\[)?([^<\]\s]+)'))
      || coalesce('.' || substring(message from '<ChangeType>\s*(?:<!\[CDATA\[)?([^<\]\s]+)'), ''),
    'unreadable')
where (corp_id, id) in (select corp_id, id from inbox where event is null limit 1000);
