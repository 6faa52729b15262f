export const fields = {
  fields: {
    answers: { yes: "是", no: "否" },
  },
};
