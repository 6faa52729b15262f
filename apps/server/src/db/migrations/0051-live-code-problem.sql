-- Why WeCom refused a code, as a phrase and its gaps, so that every reader gets it in her language.
alter table live_code alter column problem type jsonb using
  case when problem is not null then jsonb_build_object('code', 'liveCodeRefused', 'details', jsonb_build_object('error', problem)) end;
