Component({
  props: { text: '', done: false, index: 0, onToggle() {} },
  methods: {
    toggle() {
      this.props.onToggle(this.props.index);
    },
  },
});
