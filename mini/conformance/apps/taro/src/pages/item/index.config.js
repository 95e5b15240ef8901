export default definePageConfig({ navigationBarTitleText: "Item" });
