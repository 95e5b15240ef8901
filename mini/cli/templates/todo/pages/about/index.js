Page({
  clear() {
    my.confirm({
      title: 'Forget everything?',
      success: ({ confirm }) => {
        if (confirm) my.clearStorage();
      },
    });
  },
});
