import { Form, Input, Modal, Select, TreeSelect } from "antd";
import type { Account, Role } from "@shuke/contract";
import type { Input as InputOf, Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCall } from "../../kit/use-call.ts";
import { useSession } from "../../session.tsx";
import { useStaffOptions, useStoreOptions } from "../pickers/options.ts";
import { roles } from "./search.ts";
import "./access.css";

type Values = {
  name: string;
  email?: string;
  role: Role;
  staffUserId?: string;
  storeIds?: string[];
  departmentIds?: number[];
};
type Invited = Output<"accounts.invite">;

/** Roles that see a part of the company in any case; for heads nothing is chosen. */
const seesAll = (role: Role | undefined) => role === "owner" || role === "headOfCommunities";

/** An account from nothing (`account` is null), or one that is changed. */
export function AccountForm({
  account,
  onClose,
  onInvited,
}: {
  account: Account | null;
  onClose: () => void;
  onInvited: (name: string, made: Invited) => void;
}) {
  const { t, phrases } = useWords();
  const [form] = Form.useForm<Values>();
  const own = useSession().user.role;
  const role = Form.useWatch("role", form);
  const name = Form.useWatch("name", form);
  const invite = useAct("accounts.invite", { refresh: ["accounts"], onDone: (made) => onInvited(name, made) });
  const update = useAct("accounts.update", { refresh: ["accounts", "session"], said: () => t("users.said.updated"), onDone: onClose });

  const submit = (values: Values) => {
    const email = values.email?.trim() ?? "";
    if (account === null) {
      invite.mutate({ ...reachOf(values), name: values.name, role: values.role, ...named({ email, staffUserId: values.staffUserId }) });
      return;
    }
    const change: InputOf<"accounts.update"> = {
      ...reachOf(values),
      userId: account.userId,
      name: values.name,
      role: values.role,
      staffUserId: values.staffUserId ?? null,
      ...(email === "" || email === account.email ? {} : { email }),
    };
    update.mutate(change);
  };

  return (
    <Modal
      open
      width={640}
      centered
      title={account === null ? t("users.form.inviteTitle") : t("users.form.editTitle", { name: account.name })}
      okText={account === null ? t("users.form.submitInvite") : t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: invite.isPending || update.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={account === null ? {} : valuesOf(account)}>
        <div className="account-pair">
          <Form.Item
            name="name"
            label={t("users.form.name")}
            rules={[{ required: true, whitespace: true, message: t("users.form.needName") }]}
          >
            <Input maxLength={60} autoFocus />
          </Form.Item>
          <Form.Item name="role" label={t("users.form.role")} rules={[{ required: true, message: t("users.form.needRole") }]}>
            <Select
              options={roles
                .filter((one) => own === "owner" || one !== "owner")
                .map((value) => ({ value, label: `${phrases.roles[value]} · ${phrases.users.roleSays[value]}` }))}
            />
          </Form.Item>
        </div>
        <Form.Item
          name="staffUserId"
          label={t("users.form.staff")}
          extra={t("users.form.staffHint")}
          dependencies={["email"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value: unknown) =>
                account !== null || value || String(getFieldValue("email") ?? "").trim() !== ""
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("users.form.unreachable"))),
            }),
          ]}
        >
          <StaffSelect />
        </Form.Item>
        <Form.Item
          name="email"
          label={t("users.form.email")}
          extra={t("users.form.emailHint")}
          rules={[{ type: "email", message: t("users.form.badEmail") }]}
        >
          <Input type="email" maxLength={200} autoComplete="off" />
        </Form.Item>
        {seesAll(role) ? null : (
          <div className="account-pair">
            <Form.Item name="storeIds" label={t("users.form.stores")}>
              <StoreSelect known={account?.stores ?? []} />
            </Form.Item>
            <Form.Item name="departmentIds" label={t("users.form.departments")}>
              <DepartmentSelect />
            </Form.Item>
          </div>
        )}
        {seesAll(role) ? null : <p className="soft small">{t("users.form.reachHint")}</p>}
      </Form>
    </Modal>
  );
}

/** A head answers for everything; what was chosen for a role before is not kept in hiding. */
const reachOf = ({ role, storeIds, departmentIds }: Values) => ({
  storeIds: seesAll(role) ? [] : (storeIds ?? []),
  departmentIds: seesAll(role) ? [] : (departmentIds ?? []),
});

const named = ({ email, staffUserId }: { email: string; staffUserId: string | undefined }) => ({
  ...(email === "" ? {} : { email }),
  ...(staffUserId === undefined ? {} : { staffUserId }),
});

const valuesOf = ({ name, email, role, staff, stores, departments }: Account): Values => ({
  name,
  role,
  ...(email === null ? {} : { email }),
  ...(staff === null ? {} : { staffUserId: staff.userId }),
  storeIds: stores.map(({ id }) => id),
  departmentIds: departments.map(({ id }) => id),
});

// antd hands `value`, `onChange` and `id` to the only child of a Form.Item.
type Field<T> = { id?: string; value?: T; onChange?: (value: T | undefined) => void };

function StaffSelect(field: Field<string>) {
  const { options, loading } = useStaffOptions();
  return <Select {...field} allowClear showSearch={{ optionFilterProp: "label" }} options={options} loading={loading} />;
}

function StoreSelect({ known, ...field }: Field<string[]> & { known: Account["stores"] }) {
  const { options, search, loading } = useStoreOptions(undefined);
  const chosen = known.filter(({ id }) => !options.some(({ value }) => value === id)).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      {...field}
      mode="multiple"
      allowClear
      showSearch={{ filterOption: false, onSearch: search }}
      options={[...chosen, ...options]}
      loading={loading}
    />
  );
}

function DepartmentSelect(field: Field<number[]>) {
  const { data, isPending } = useCall("org.departments", {}, { staleTime: 300_000 });
  const rows = data?.items ?? [];
  const ids = new Set(rows.map(({ id }) => id));
  return (
    <TreeSelect
      {...field}
      multiple
      allowClear
      treeDefaultExpandAll
      treeDataSimpleMode
      loading={isPending}
      showSearch={{ treeNodeFilterProp: "title" }}
      treeData={rows.map(({ id, name, parentId }) => ({ id, value: id, title: name, pId: ids.has(parentId) ? parentId : 0 }))}
    />
  );
}
