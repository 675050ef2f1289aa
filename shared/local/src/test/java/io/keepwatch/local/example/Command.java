package io.keepwatch.local.example;

/** What {@link CommandHandler} is to do. */
public final class Command {

    private String action = "";
    private long number;

    public String getAction() {
        return action;
    }

    public void setAction(String action) {
        this.action = action;
    }

    public long getNumber() {
        return number;
    }

    public void setNumber(long number) {
        this.number = number;
    }
}
