export const answerErrors = {
  answerNoWords: "「{{title}}」还没有问法也没有关键词，谁问都找不到它，至少写一个",
  answerDates: "「{{title}}」的结束时间不晚于开始时间，请改一个",
  answerTitleTaken: "已经有叫「{{title}}」的回答，换个标题，或直接改那一条",
  answerSavedMeanwhile: "{{by}} 在你打开之后保存过这条回答。你的改动还没有存，先看看现在的内容，再决定怎么改",
  answerTooMany: "标准回答最多 {{most}} 条，先删掉不再用的",
  answerTwice: "文件里有两行都叫「{{title}}」，留下一行",
  answerCell: "「{{column}}」这一格填得不对，改好再导入",
  answerCsvColumns: "表头认不出来，至少要有标题和回答两列。可以用的列：{{columns}}",
};
