import { Link } from "@tanstack/react-router";
import type { Buyer } from "@shuke/contract";
import { useWords, word } from "../../i18n.ts";

/** Who bought: a customer by name, somebody who is not on WeCom, or nobody that we know. */
export function BuyerName({ buyer }: { buyer: Buyer | null }) {
  const { t } = useWords();
  if (buyer === null) return <span className="faint">{t("orders.nobody")}</span>;
  if (buyer.kind === "person") return <span className="soft">{t("orders.person")}</span>;
  return (
    <Link to="/customers/$id" params={{ id: buyer.id }} onClick={(event) => event.stopPropagation()}>
      {buyer.name || t("common.unknownName")}
    </Link>
  );
}

/** Why a key is hers or two are one: `order:A1`, `unionid`, `operator` … in words. */
export function useWhy(): (why: string) => string {
  const { phrases } = useWords();
  return (why) => {
    const [kind = "", rest = ""] = why.split(":", 2);
    return word(phrases.orders.whys, kind, { no: rest });
  };
}
