-- Who may come in: users and sessions belong to better-auth and live in a schema of their own (column names are its);
-- what somebody may do in a corp is ours.

create schema if not exists auth;

create table if not exists auth."user" (
  "id" text not null primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);

create table if not exists auth."session" (
  "id" text not null primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" ("id") on delete cascade
);
create index if not exists "session_userId_idx" on auth."session" ("userId");

create table if not exists auth."account" (
  "id" text not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null
);
create index if not exists "account_userId_idx" on auth."account" ("userId");

create table if not exists auth."verification" (
  "id" text not null primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);
create index if not exists "verification_identifier_idx" on auth."verification" ("identifier");

create table if not exists auth."rateLimit" (
  "id" text not null primary key,
  "key" text not null unique,
  "count" integer not null,
  "lastRequest" bigint not null
);

-- A user of the console in a corp. staff_user_id names the WeCom member that the user is, if any.
create table member (
  corp_id text not null,
  user_id text not null,
  role text not null
    check (role in ('owner', 'headOfCommunities', 'groupOwner', 'admin', 'storeManager', 'guide', 'analyst')),
  staff_user_id text,
  created_at timestamptz not null,
  primary key (corp_id, user_id)
);
create index member_user on member (user_id, created_at, corp_id);

-- Only the hash is kept. The id is part of the key that the caller shows, so no scan over hashes is needed.
create table api_key (
  corp_id text not null,
  id text not null,
  name text not null,
  role text not null
    check (role in ('owner', 'headOfCommunities', 'groupOwner', 'admin', 'storeManager', 'guide', 'analyst')),
  hash text not null,
  created_at timestamptz not null,
  primary key (corp_id, id)
);
create unique index api_key_id on api_key (id);
