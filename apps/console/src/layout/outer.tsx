import { Link } from "@tanstack/react-router";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { EmptyState, ErrorState } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";

export function Missing() {
  const { t } = useWords();
  return (
    <div className="lonely">
      <EmptyState sentence={t("problems.pageMissing")} link={<Link to="/today">{t("problems.goToday")}</Link>} />
    </div>
  );
}

export function Crashed({ error, reset }: ErrorComponentProps) {
  const { t } = useWords();
  return (
    <div className="lonely">
      <ErrorState
        what={t("problems.crashed")}
        safe={t("problems.safe")}
        todo={t("problems.todo")}
        id={error instanceof Error ? error.message : undefined}
        retry={reset}
        retryWord={t("common.retry")}
      />
    </div>
  );
}
