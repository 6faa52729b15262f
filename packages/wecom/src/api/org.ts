import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { CursorInput, Page } from "./shared.ts";

export type Department = {
  id: number;
  name: string;
  name_en?: string;
  department_leader?: string[];
  parentid: number;
  order: number;
};
/** Apps created after 2022-06-20 get no mobile, gender, e-mail, avatar, QR code or address here. */
export type Member = {
  userid: string;
  name: string;
  department: number[];
  order?: number[];
  position?: string;
  is_leader_in_dept?: number[];
  direct_leader?: string[];
  /** 1 active, 2 disabled, 4 not activated, 5 left */
  status?: number;
  alias?: string;
  english_name?: string;
  main_department?: number;
  open_userid?: string;
  mobile?: string;
  gender?: string | number;
  email?: string;
  biz_mail?: string;
  avatar?: string;
  thumb_avatar?: string;
  qr_code?: string;
  address?: string;
  telephone?: string;
  extattr?: object;
  external_position?: string;
  external_profile?: object;
};
export type MemberRef = {
  userid: string;
  name: string;
  department: number[];
  open_userid?: string;
};
/** One row per pair of member and department. */
export type DeptUser = { userid: string; department: number };
export type MemberTag = { tagid: number; tagname: string };

/** Departments, members, member tags (read). WeCom sections 3.1, 3.2. */
export function orgApi({ call }: Caller) {
  const userIds = (input: CursorInput = {}, options?: CallOptions) =>
    call<Page & { dept_user: DeptUser[] }>("/cgi-bin/user/list_id", { body: input, idempotent: true }, options);
  return {
    /** A subtree, default all. */
    departments: (input: { id?: number } = {}, options?: CallOptions) =>
      call<Envelope & { department: Department[] }>("/cgi-bin/department/list", { query: input, idempotent: true }, options),
    departmentIds: (input: { id?: number } = {}, options?: CallOptions) =>
      call<Envelope & { department_id: { id: number; parentid: number; order: number }[] }>(
        "/cgi-bin/department/simplelist",
        { query: input, idempotent: true },
        options,
      ),
    department: (input: { id: number }, options?: CallOptions) =>
      call<Envelope & { department: Department }>("/cgi-bin/department/get", { query: input, idempotent: true }, options),
    /** 60111 = unknown or not visible to the app. */
    user: (input: { userid: string }, options?: CallOptions) =>
      call<Envelope & Member>("/cgi-bin/user/get", { query: input, idempotent: true }, options),
    usersOf: (input: { department_id: number }, options?: CallOptions) =>
      call<Envelope & { userlist: Member[] }>("/cgi-bin/user/list", { query: input, idempotent: true }, options),
    userRefsOf: (input: { department_id: number }, options?: CallOptions) =>
      call<Envelope & { userlist: MemberRef[] }>("/cgi-bin/user/simplelist", { query: input, idempotent: true }, options),
    /** ≤ 10,000 rows per page. */
    userIds,
    userIdsPages: (input: CursorInput = {}, options?: CallOptions) => pages((cursor) => userIds({ ...input, cursor }, options), input),
    /** More than 20 % misses block this call for a day. */
    userIdByMobile: (input: { mobile: string }, options?: CallOptions) =>
      call<Envelope & { userid: string }>("/cgi-bin/user/getuserid", { body: input, idempotent: true }, options),
    memberTags: (options?: CallOptions) => call<Envelope & { taglist: MemberTag[] }>("/cgi-bin/tag/list", { idempotent: true }, options),
    memberTag: (input: { tagid: number }, options?: CallOptions) =>
      call<
        Envelope & {
          tagname: string;
          userlist: { userid: string; name: string }[];
          partylist: number[];
        }
      >("/cgi-bin/tag/get", { query: input, idempotent: true }, options),
  };
}
