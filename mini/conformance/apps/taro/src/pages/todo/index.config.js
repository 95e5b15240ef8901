export default definePageConfig({ navigationBarTitleText: "To do" });
