import { App, Button } from "antd";

type Words = { archive: string; archivedNow: string; undo: string; restore: string };
type Act<I> = { mutate: (input: I, options?: { onSuccess?: () => void }) => void; isPending: boolean };

/** Puts something away, which can be undone for some seconds; what is away already can be taken back. */
export function PutAway(props: {
  row: { id: string; version: number; archived: boolean };
  words: Words;
  archive: Act<{ id: string; version: number }>;
  restore: Act<{ id: string }>;
  onClose: () => void;
}) {
  const { row, words, archive, restore, onClose } = props;
  const { id, version } = row;
  const { message } = App.useApp();
  const tell = () => {
    onClose();
    void message.success({
      duration: 8,
      content: (
        <>
          {words.archivedNow}{" "}
          <Button type="link" size="small" onClick={() => restore.mutate({ id })}>
            {words.undo}
          </Button>
        </>
      ),
    });
  };
  return row.archived ? (
    <Button disabled={false} loading={restore.isPending} onClick={() => restore.mutate({ id })}>
      {words.restore}
    </Button>
  ) : (
    <Button loading={archive.isPending} onClick={() => archive.mutate({ id, version }, { onSuccess: tell })}>
      {words.archive}
    </Button>
  );
}
