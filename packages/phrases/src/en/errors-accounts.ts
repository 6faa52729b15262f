export const accountErrors = {
  accountDisabled: "This account is disabled: its sessions and keys no longer work. To go on, ask the head of communities to enable it",
  accountRemoved: "This account was removed. To go on, ask the head of communities for a new invitation",
  accountLeft:
    "The member that this account is bound to has left WeCom, so the session is over. If that is wrong, ask the head of communities to check the address book",
  accountUnreachable: "Give an e-mail, or choose a member of staff who signs in by WeCom",
  accountSelf: "You cannot disable or remove your own account. Ask another owner or head of communities",
  accountNoEmail: "“{{name}}” has no e-mail and signs in by WeCom without a password. To use one, give the account an e-mail first",
  accountIsDisabled: "“{{name}}” is disabled. Enable the account first, then reset the password",
  roleAbove: "“{{name}}” has a higher role than you. Only somebody of the same role or above may change this account",
  roleTooHigh: "You cannot give a role above your own. Ask an owner",
  lastOwner: "“{{name}}” is the last owner who can sign in. Another owner has to have signed in before this can be changed",
  staffTaken: "“{{staff}}” is bound to the account “{{name}}” already. A member of staff has one account only: unbind it there first",
  staffHasLeft: "“{{name}}” has left and cannot be bound. Choose somebody who works here",
  emailTaken: "{{email}} has an account already. Find it in the list and change it, or use another e-mail",
  emailElsewhere: "{{email}} is used at another company. Use another e-mail",
  linkOver: "This link was used, is over, or was replaced by a newer one. Ask the head of communities for another",
};
